"""What people said aloud: each voice message is fetched, listened to by a machine or a person, and answered."""

"""A WeChat on your desk: the platform's API and some phones, for demonstrations, training and tests."""

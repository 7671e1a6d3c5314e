"""What a bare machine needs before it can run or test Yihu."""

"""Where: village, town, group and landmark, exactly or by sound."""

"""From the records of an HR office to profiles as of a day.

A record says what happened and when it was known; a profile says what was known of a person at
the start of a day. Nothing here learns or decides.
"""

"""Tests of RTP and RTCP, one file a mechanism."""

"""RTP and RTCP, one mechanism a file; pure functions and values without sockets or clocks."""

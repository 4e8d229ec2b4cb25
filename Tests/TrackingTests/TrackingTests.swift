// The tests of the room Tracking.

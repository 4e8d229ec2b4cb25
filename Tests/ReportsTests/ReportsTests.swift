// The tests of the room Reports.

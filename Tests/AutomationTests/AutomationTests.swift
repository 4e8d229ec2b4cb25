// The tests of the room Automation.

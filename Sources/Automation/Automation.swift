// The room Automation.

// The room Reports.

"""What `roomline doctor` looks at before anything is started."""

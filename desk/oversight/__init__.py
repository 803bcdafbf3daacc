"""What the supervisor looks at: agreement, precision, training, the audit trail."""

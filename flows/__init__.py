"""When it happens: Prefect flows. The functions below the decorators work without Prefect."""

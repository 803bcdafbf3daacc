"""Gets pages and posts: sources, spiders, the archive, the spool."""

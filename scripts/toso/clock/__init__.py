"""What is due → run it. Cron, a timer or the loop only tick."""

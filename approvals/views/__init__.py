"""Pages of the approvals: fetch by scope, ask the verdict, call one action, render."""

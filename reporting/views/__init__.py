"""The pages of the month: fetch by scope, ask the verdict, call one action, render."""

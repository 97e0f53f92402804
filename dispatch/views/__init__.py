"""The pages of dispatch: fetch by scope, ask the verdict, call one action, render."""

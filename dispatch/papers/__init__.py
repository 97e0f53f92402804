"""Drafts of official papers in Word: minutes, 督办函, 约谈通知, 约谈记录, 通报. One layout, one way of writing them.

A draft carries no number, signature, seal or date of issue: those belong to the office's own document system.
"""

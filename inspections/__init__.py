"""三 督查: programmes, draws that anyone can replay, unannounced visits, findings, rectification, verified figures."""

//! What every back end must do, run by each back end's tests.

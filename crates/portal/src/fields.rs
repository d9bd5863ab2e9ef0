//! Fields of a form as HTML: what each widget looks like, filled, wrong or mended.

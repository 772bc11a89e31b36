package event

// A Correction says what somebody changed by hand in a coding of a document. The
// coding before it keeps what was there.
type Correction struct {
	Event string `json:"event,omitempty"` // id of the event that was there; "" if one was added
	With  string `json:"with,omitempty"`  // id of the event that stands in its place; "" if it was removed
	By    string `json:"by,omitempty"`    // who; "" if not stated
	Why   string `json:"why"`
	At    string `json:"at"` // RFC 3339 in UTC
}

// Package edtf reads, prints and compares dates that may be vague.
package edtf

// Date is an EDTF value. The zero value is unknown.
type Date struct{}

// IsZero says that nothing is known.
func (d Date) IsZero() bool { return d == Date{} }

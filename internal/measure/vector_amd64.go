package measure

import "golang.org/x/sys/cpu"

var haveAVX2 = cpu.X86.HasAVX2

//go:noescape
func addAVX2(dst, src *float64, n int)

//go:noescape
func addScaledAVX2(dst, src *float64, n int, a float64)

//go:noescape
func scaleAVX2(dst *float64, n int, a float64)

// four is how many of n the machine does four at a time.
func four(n int) int {
	if haveAVX2 {
		return n &^ 3
	}
	return 0
}

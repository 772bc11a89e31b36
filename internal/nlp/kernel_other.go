//go:build !amd64

package nlp

// newKernels returns the fastest set this machine can run.
func newKernels() kernels { return portable{} }

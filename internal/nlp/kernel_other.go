//go:build !amd64

package nlp

// newKernels returns the fastest set this machine can run.
func newKernels() kernels { return portable{} }

// allKernels returns what this machine can run, the fastest first.
func allKernels() []kernels { return []kernels{portable{}} }

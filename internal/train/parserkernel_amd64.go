package train

import "golang.org/x/sys/cpu"

var (
	haveFMA    = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	haveAVX512 = haveFMA && cpu.X86.HasAVX512F
)

//go:noescape
func gemm4x32AVX512(y, a, b *float32, ys, ars, aks, bs, k int)

//go:noescape
func gemm4x16FMA(y, a, b *float32, ys, ars, aks, bs, k int)

//go:noescape
func gemm1x16FMA(y, a, b *float32, bs, k int)

//go:noescape
func dot16FMA(x, y *float32, n int) float32

//go:noescape
func axpy16FMA(a float32, x, y *float32, n int)

//go:noescape
func adam8AVX(w, grad, m, v *float32, n int, k *[8]float32)

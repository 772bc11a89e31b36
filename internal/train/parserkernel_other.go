//go:build !amd64

package train

const haveFMA, haveAVX512 = false, false

func gemm4x32AVX512(y, a, b *float32, ys, ars, aks, bs, k int) { panic("no such kernel") }

func gemm4x16FMA(y, a, b *float32, ys, ars, aks, bs, k int) { panic("no such kernel") }
func gemm1x16FMA(y, a, b *float32, bs, k int)               { panic("no such kernel") }
func dot16FMA(x, y *float32, n int) float32                 { panic("no such kernel") }
func axpy16FMA(a float32, x, y *float32, n int)             { panic("no such kernel") }
func adam8AVX(w, grad, m, v *float32, n int, k *[8]float32) { panic("no such kernel") }

#include "textflag.h"

// The products of kernel_amd64.s with 512-bit registers and VNNI: one
// instruction multiplies a pair of inputs with a pair of weights in each of 16
// columns and adds both to the sum, without saturation. Sixteen sums at once hide
// what each of them has to wait for, and ask for one load in two products.

// The sums of four rows and four panels of 16 columns: pointers in SI (rows R9
// bytes apart), BX (panels R10 apart) and DX (bias), pairs in CX; the sums are left
// in Z0 to Z15, row by row.
#define TILE \
	VMOVDQU32 (DX), Z0 \
	VMOVDQU32 64(DX), Z1 \
	VMOVDQU32 128(DX), Z2 \
	VMOVDQU32 192(DX), Z3 \
	VMOVDQA32 Z0, Z4 \
	VMOVDQA32 Z1, Z5 \
	VMOVDQA32 Z2, Z6 \
	VMOVDQA32 Z3, Z7 \
	VMOVDQA32 Z0, Z8 \
	VMOVDQA32 Z1, Z9 \
	VMOVDQA32 Z2, Z10 \
	VMOVDQA32 Z3, Z11 \
	VMOVDQA32 Z0, Z12 \
	VMOVDQA32 Z1, Z13 \
	VMOVDQA32 Z2, Z14 \
	VMOVDQA32 Z3, Z15 \
loop: \
	VMOVDQU32 (BX), Z16 \
	VMOVDQU32 (BX)(R10*1), Z17 \
	VMOVDQU32 (BX)(R10*2), Z18 \
	VMOVDQU32 (BX)(R11*1), Z19 \
	VPBROADCASTD (SI), Z20 \
	VPBROADCASTD (SI)(R9*1), Z21 \
	VPBROADCASTD (SI)(R9*2), Z22 \
	VPBROADCASTD (SI)(R12*1), Z23 \
	VPDPWSSD Z16, Z20, Z0 \
	VPDPWSSD Z17, Z20, Z1 \
	VPDPWSSD Z18, Z20, Z2 \
	VPDPWSSD Z19, Z20, Z3 \
	VPDPWSSD Z16, Z21, Z4 \
	VPDPWSSD Z17, Z21, Z5 \
	VPDPWSSD Z18, Z21, Z6 \
	VPDPWSSD Z19, Z21, Z7 \
	VPDPWSSD Z16, Z22, Z8 \
	VPDPWSSD Z17, Z22, Z9 \
	VPDPWSSD Z18, Z22, Z10 \
	VPDPWSSD Z19, Z22, Z11 \
	VPDPWSSD Z16, Z23, Z12 \
	VPDPWSSD Z17, Z23, Z13 \
	VPDPWSSD Z18, Z23, Z14 \
	VPDPWSSD Z19, Z23, Z15 \
	ADDQ $4, SI \
	ADDQ $64, BX \
	DECQ CX \
	JNZ loop

// NARROW divides 16 sums: half in Z24, shift in X25.
#define NARROW(A) \
	VPADDD Z24, A, A \
	VPSRAD X25, A, A

// RECTIFY(A, B, n): the saturated max(0, A), B its lower half, plus what lies n bytes
// behind DX; Y26 is zero.
#define RECTIFY(A, B, n) \
	NARROW(A) \
	VPMOVSDW A, B \
	VPMAXSW Y26, B, B \
	VPADDSW n(DX), B, B \
	VMOVDQU B, n(DI)

// func dense4VNNI(y *int32, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int)
// ys and xs in elements, ws in bytes.
TEXT ·dense4VNNI(SB), NOSPLIT, $0-64
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ ws+40(FP), R10
	MOVQ bias+48(FP), DX
	MOVQ pairs+56(FP), CX
	SHLQ $2, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	LEAQ (R10)(R10*2), R11
	TILE
	VMOVDQU32 Z0, (DI)
	VMOVDQU32 Z1, 64(DI)
	VMOVDQU32 Z2, 128(DI)
	VMOVDQU32 Z3, 192(DI)
	ADDQ R8, DI
	VMOVDQU32 Z4, (DI)
	VMOVDQU32 Z5, 64(DI)
	VMOVDQU32 Z6, 128(DI)
	VMOVDQU32 Z7, 192(DI)
	ADDQ R8, DI
	VMOVDQU32 Z8, (DI)
	VMOVDQU32 Z9, 64(DI)
	VMOVDQU32 Z10, 128(DI)
	VMOVDQU32 Z11, 192(DI)
	ADDQ R8, DI
	VMOVDQU32 Z12, (DI)
	VMOVDQU32 Z13, 64(DI)
	VMOVDQU32 Z14, 128(DI)
	VMOVDQU32 Z15, 192(DI)
	VZEROUPPER
	RET

// func narrowed4VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int)
// dense4VNNI, then saturate((sum + half) >> shift); shift at least 1.
TEXT ·narrowed4VNNI(SB), NOSPLIT, $0-72
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ ws+40(FP), R10
	MOVQ bias+48(FP), DX
	MOVQ pairs+56(FP), CX
	SHLQ $1, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	LEAQ (R10)(R10*2), R11
	TILE
	MOVQ shift+64(FP), CX
	VMOVQ CX, X25
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	VPBROADCASTD AX, Z24
	NARROW(Z0)
	VPMOVSDW Z0, (DI)
	NARROW(Z1)
	VPMOVSDW Z1, 32(DI)
	NARROW(Z2)
	VPMOVSDW Z2, 64(DI)
	NARROW(Z3)
	VPMOVSDW Z3, 96(DI)
	ADDQ R8, DI
	NARROW(Z4)
	VPMOVSDW Z4, (DI)
	NARROW(Z5)
	VPMOVSDW Z5, 32(DI)
	NARROW(Z6)
	VPMOVSDW Z6, 64(DI)
	NARROW(Z7)
	VPMOVSDW Z7, 96(DI)
	ADDQ R8, DI
	NARROW(Z8)
	VPMOVSDW Z8, (DI)
	NARROW(Z9)
	VPMOVSDW Z9, 32(DI)
	NARROW(Z10)
	VPMOVSDW Z10, 64(DI)
	NARROW(Z11)
	VPMOVSDW Z11, 96(DI)
	ADDQ R8, DI
	NARROW(Z12)
	VPMOVSDW Z12, (DI)
	NARROW(Z13)
	VPMOVSDW Z13, 32(DI)
	NARROW(Z14)
	VPMOVSDW Z14, 64(DI)
	NARROW(Z15)
	VPMOVSDW Z15, 96(DI)
	VZEROUPPER
	RET

// func rectified4VNNI(y *int16, ys int, x *int16, xs int, w *int16, ws int, bias *int32, pairs int, shift int, old *int16)
// saturate(old + max(0, what narrowed4VNNI gives)); old as far apart as y.
TEXT ·rectified4VNNI(SB), NOSPLIT, $0-80
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ ws+40(FP), R10
	MOVQ bias+48(FP), DX
	MOVQ pairs+56(FP), CX
	SHLQ $1, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	LEAQ (R10)(R10*2), R11
	TILE
	MOVQ shift+64(FP), CX
	MOVQ old+72(FP), DX
	VMOVQ CX, X25
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	VPBROADCASTD AX, Z24
	VPXORD Z26, Z26, Z26
	RECTIFY(Z0, Y0, 0)
	RECTIFY(Z1, Y1, 32)
	RECTIFY(Z2, Y2, 64)
	RECTIFY(Z3, Y3, 96)
	ADDQ R8, DI
	ADDQ R8, DX
	RECTIFY(Z4, Y4, 0)
	RECTIFY(Z5, Y5, 32)
	RECTIFY(Z6, Y6, 64)
	RECTIFY(Z7, Y7, 96)
	ADDQ R8, DI
	ADDQ R8, DX
	RECTIFY(Z8, Y8, 0)
	RECTIFY(Z9, Y9, 32)
	RECTIFY(Z10, Y10, 64)
	RECTIFY(Z11, Y11, 96)
	ADDQ R8, DI
	ADDQ R8, DX
	RECTIFY(Z12, Y12, 0)
	RECTIFY(Z13, Y13, 32)
	RECTIFY(Z14, Y14, 64)
	RECTIFY(Z15, Y15, 96)
	VZEROUPPER
	RET

// func sparseVNNI(y *int32, x *int16, at *int32, count int, w *int16, ws int, bias *int32)
// One row, 128 columns: the pairs of x numbered at. ws, the columns of the matrix, in
// elements.
TEXT ·sparseVNNI(SB), NOSPLIT, $0-56
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ at+16(FP), R8
	MOVQ count+24(FP), CX
	MOVQ w+32(FP), BX
	MOVQ ws+40(FP), R9
	MOVQ bias+48(FP), DX
	SHLQ $2, R9
	VMOVDQU32 (DX), Z0
	VMOVDQU32 64(DX), Z1
	VMOVDQU32 128(DX), Z2
	VMOVDQU32 192(DX), Z3
	VMOVDQU32 256(DX), Z4
	VMOVDQU32 320(DX), Z5
	VMOVDQU32 384(DX), Z6
	VMOVDQU32 448(DX), Z7
	TESTQ CX, CX
	JZ pend
ploop:
	MOVLQSX (R8), AX
	VPBROADCASTD (SI)(AX*4), Z8
	IMULQ R9, AX
	VPDPWSSD (BX)(AX*1), Z8, Z0
	VPDPWSSD 64(BX)(AX*1), Z8, Z1
	VPDPWSSD 128(BX)(AX*1), Z8, Z2
	VPDPWSSD 192(BX)(AX*1), Z8, Z3
	VPDPWSSD 256(BX)(AX*1), Z8, Z4
	VPDPWSSD 320(BX)(AX*1), Z8, Z5
	VPDPWSSD 384(BX)(AX*1), Z8, Z6
	VPDPWSSD 448(BX)(AX*1), Z8, Z7
	ADDQ $4, R8
	DECQ CX
	JNZ ploop
pend:
	VMOVDQU32 Z0, (DI)
	VMOVDQU32 Z1, 64(DI)
	VMOVDQU32 Z2, 128(DI)
	VMOVDQU32 Z3, 192(DI)
	VMOVDQU32 Z4, 256(DI)
	VMOVDQU32 Z5, 320(DI)
	VMOVDQU32 Z6, 384(DI)
	VMOVDQU32 Z7, 448(DI)
	VZEROUPPER
	RET

// func pairsVNNI(at *int32, x *int16, groups int) int
// Numbers the pairs of x, 16 in a group, that are not zero, and returns how many
// they are. At has room for 16 more.
TEXT ·pairsVNNI(SB), NOSPLIT, $0-32
	MOVQ at+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ groups+16(FP), CX
	VMOVDQU32 iota<>(SB), Z1
	MOVL $16, AX
	VPBROADCASTD AX, Z2
	MOVQ DI, R8
gloop:
	VMOVDQU32 (SI), Z0
	VPTESTMD Z0, Z0, K1
	VPCOMPRESSD Z1, K1, Z3
	VMOVDQU32 Z3, (DI)
	KMOVW K1, AX
	POPCNTL AX, AX
	LEAQ (DI)(AX*4), DI
	VPADDD Z2, Z1, Z1
	ADDQ $64, SI
	DECQ CX
	JNZ gloop
	SUBQ R8, DI
	SHRQ $2, DI
	MOVQ DI, ret+24(FP)
	VZEROUPPER
	RET

DATA iota<>+0(SB)/8, $0x0000000100000000
DATA iota<>+8(SB)/8, $0x0000000300000002
DATA iota<>+16(SB)/8, $0x0000000500000004
DATA iota<>+24(SB)/8, $0x0000000700000006
DATA iota<>+32(SB)/8, $0x0000000900000008
DATA iota<>+40(SB)/8, $0x0000000b0000000a
DATA iota<>+48(SB)/8, $0x0000000d0000000c
DATA iota<>+56(SB)/8, $0x0000000f0000000e
GLOBL iota<>(SB), RODATA|NOPTR, $64

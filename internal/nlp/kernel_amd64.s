#include "textflag.h"

// Integer kernels of the network. All sums are of whole numbers, so order does
// not matter and the portable twins in kernel.go give the same bits.

// The sums of four rows and a panel of 16 columns: pointers in SI (rows R9 bytes
// apart), BX and DX (bias), pairs in CX; the sums are left in Y0 to Y7.
#define TILE4 \
	VMOVDQU (DX), Y0 \
	VMOVDQU 32(DX), Y1 \
	VMOVDQA Y0, Y2 \
	VMOVDQA Y1, Y3 \
	VMOVDQA Y0, Y4 \
	VMOVDQA Y1, Y5 \
	VMOVDQA Y0, Y6 \
	VMOVDQA Y1, Y7 \
loop: \
	VMOVDQU (BX), Y8 \
	VMOVDQU 32(BX), Y9 \
	VPBROADCASTD (SI), Y10 \
	VPMADDWD Y8, Y10, Y11 \
	VPADDD Y11, Y0, Y0 \
	VPMADDWD Y9, Y10, Y12 \
	VPADDD Y12, Y1, Y1 \
	VPBROADCASTD (SI)(R9*1), Y13 \
	VPMADDWD Y8, Y13, Y14 \
	VPADDD Y14, Y2, Y2 \
	VPMADDWD Y9, Y13, Y15 \
	VPADDD Y15, Y3, Y3 \
	VPBROADCASTD (SI)(R9*2), Y10 \
	VPMADDWD Y8, Y10, Y11 \
	VPADDD Y11, Y4, Y4 \
	VPMADDWD Y9, Y10, Y12 \
	VPADDD Y12, Y5, Y5 \
	VPBROADCASTD (SI)(R12*1), Y13 \
	VPMADDWD Y8, Y13, Y14 \
	VPADDD Y14, Y6, Y6 \
	VPMADDWD Y9, Y13, Y15 \
	VPADDD Y15, Y7, Y7 \
	ADDQ $4, SI \
	ADDQ $64, BX \
	DECQ CX \
	JNZ loop

// NARROW divides a row of sums and saturates: half in Y9, shift in X8.
#define NARROW(A, B) \
	VPADDD A, Y9, A \
	VPADDD B, Y9, B \
	VPSRAD X8, A, A \
	VPSRAD X8, B, B \
	VPACKSSDW B, A, A \
	VPERMQ $0xd8, A, A

// func dense4AVX2(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)
// Four rows, a panel of 16 columns. ys and xs in elements.
TEXT ·dense4AVX2(SB), NOSPLIT, $0-56
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ bias+40(FP), DX
	MOVQ pairs+48(FP), CX
	SHLQ $2, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	TILE4
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y2, (DI)
	VMOVDQU Y3, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, 32(DI)
	VZEROUPPER
	RET

// func narrowed4AVX2(y *int16, ys int, x *int16, xs int, w *int16, bias *int32, pairs int, shift int)
// dense4AVX2, then saturate((sum + half) >> shift); shift at least 1.
TEXT ·narrowed4AVX2(SB), NOSPLIT, $0-64
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ bias+40(FP), DX
	MOVQ pairs+48(FP), CX
	SHLQ $1, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	TILE4
	MOVQ shift+56(FP), CX
	MOVQ CX, X8
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	MOVQ AX, X9
	VPBROADCASTD X9, Y9
	NARROW(Y0, Y1)
	VMOVDQU Y0, (DI)
	ADDQ R8, DI
	NARROW(Y2, Y3)
	VMOVDQU Y2, (DI)
	ADDQ R8, DI
	NARROW(Y4, Y5)
	VMOVDQU Y4, (DI)
	ADDQ R8, DI
	NARROW(Y6, Y7)
	VMOVDQU Y6, (DI)
	VZEROUPPER
	RET

// func rectified4AVX2(y *int16, ys int, x *int16, xs int, w *int16, bias *int32, pairs int, shift int, old *int16)
// saturate(old + max(0, what narrowed4AVX2 gives)); old as far apart as y.
TEXT ·rectified4AVX2(SB), NOSPLIT, $0-72
	MOVQ y+0(FP), DI
	MOVQ ys+8(FP), R8
	MOVQ x+16(FP), SI
	MOVQ xs+24(FP), R9
	MOVQ w+32(FP), BX
	MOVQ bias+40(FP), DX
	MOVQ pairs+48(FP), CX
	SHLQ $1, R8
	SHLQ $1, R9
	LEAQ (R9)(R9*2), R12
	TILE4
	MOVQ shift+56(FP), CX
	MOVQ old+64(FP), DX
	MOVQ CX, X8
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	MOVQ AX, X9
	VPBROADCASTD X9, Y9
	VPXOR Y10, Y10, Y10
	NARROW(Y0, Y1)
	VPMAXSW Y10, Y0, Y0
	VPADDSW (DX), Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ R8, DI
	ADDQ R8, DX
	NARROW(Y2, Y3)
	VPMAXSW Y10, Y2, Y2
	VPADDSW (DX), Y2, Y2
	VMOVDQU Y2, (DI)
	ADDQ R8, DI
	ADDQ R8, DX
	NARROW(Y4, Y5)
	VPMAXSW Y10, Y4, Y4
	VPADDSW (DX), Y4, Y4
	VMOVDQU Y4, (DI)
	ADDQ R8, DI
	ADDQ R8, DX
	NARROW(Y6, Y7)
	VPMAXSW Y10, Y6, Y6
	VPADDSW (DX), Y6, Y6
	VMOVDQU Y6, (DI)
	VZEROUPPER
	RET

// func dense1AVX2(y *int32, x *int16, w *int16, bias *int32, pairs int)
// One row, a panel of 16 columns.
TEXT ·dense1AVX2(SB), NOSPLIT, $0-40
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ bias+24(FP), DX
	MOVQ pairs+32(FP), CX
	VMOVDQU (DX), Y0
	VMOVDQU 32(DX), Y1
loop1:
	VPBROADCASTD (SI), Y10
	VPMADDWD (BX), Y10, Y11
	VPADDD Y11, Y0, Y0
	VPMADDWD 32(BX), Y10, Y12
	VPADDD Y12, Y1, Y1
	ADDQ $4, SI
	ADDQ $64, BX
	DECQ CX
	JNZ loop1
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VZEROUPPER
	RET

// func sparseAVX2(y *int32, x *int16, at *int32, count int, w *int16, ws int, bias *int32)
// One row, 64 columns: the pairs of x numbered at. ws, the columns of the matrix, in
// elements.
TEXT ·sparseAVX2(SB), NOSPLIT, $0-56
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ at+16(FP), R8
	MOVQ count+24(FP), CX
	MOVQ w+32(FP), BX
	MOVQ ws+40(FP), R9
	MOVQ bias+48(FP), DX
	SHLQ $2, R9
	VMOVDQU 0(DX), Y0
	VMOVDQU 32(DX), Y1
	VMOVDQU 64(DX), Y2
	VMOVDQU 96(DX), Y3
	VMOVDQU 128(DX), Y4
	VMOVDQU 160(DX), Y5
	VMOVDQU 192(DX), Y6
	VMOVDQU 224(DX), Y7
	TESTQ CX, CX
	JZ pend
ploop:
	MOVLQSX (R8), AX
	VPBROADCASTD (SI)(AX*4), Y8
	IMULQ R9, AX
	VPMADDWD 0(BX)(AX*1), Y8, Y9
	VPADDD Y9, Y0, Y0
	VPMADDWD 32(BX)(AX*1), Y8, Y10
	VPADDD Y10, Y1, Y1
	VPMADDWD 64(BX)(AX*1), Y8, Y11
	VPADDD Y11, Y2, Y2
	VPMADDWD 96(BX)(AX*1), Y8, Y12
	VPADDD Y12, Y3, Y3
	VPMADDWD 128(BX)(AX*1), Y8, Y13
	VPADDD Y13, Y4, Y4
	VPMADDWD 160(BX)(AX*1), Y8, Y14
	VPADDD Y14, Y5, Y5
	VPMADDWD 192(BX)(AX*1), Y8, Y9
	VPADDD Y9, Y6, Y6
	VPMADDWD 224(BX)(AX*1), Y8, Y10
	VPADDD Y10, Y7, Y7
	ADDQ $4, R8
	DECQ CX
	JNZ ploop
pend:
	VMOVDQU Y0, 0(DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, 64(DI)
	VMOVDQU Y3, 96(DI)
	VMOVDQU Y4, 128(DI)
	VMOVDQU Y5, 160(DI)
	VMOVDQU Y6, 192(DI)
	VMOVDQU Y7, 224(DI)
	VZEROUPPER
	RET

// func addRowAVX2(dst *int16, row *byte, n int, shift int)
// dst = saturate(dst + int8(row) << shift).
TEXT ·addRowAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ row+8(FP), SI
	MOVQ n+16(FP), R8
	MOVQ shift+24(FP), CX
	MOVQ CX, X4
	SHRQ $4, R8
	JZ wend
wloop:
	VPMOVSXBW (SI), Y0
	VPSLLW X4, Y0, Y0
	VPADDSW (DI), Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $16, SI
	ADDQ $32, DI
	DECQ R8
	JNZ wloop
wend:
	VZEROUPPER
	RET

// func sumRowsAVX2(dst *int16, base *int16, at *int32, count int, n int, floor int)
// dst = max(floor, saturating sum of dst and the rows base[at[i]:], in order);
// n a multiple of 32.
TEXT ·sumRowsAVX2(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ base+8(FP), SI
	MOVQ at+16(FP), DX
	MOVQ count+24(FP), R9
	MOVQ n+32(FP), R8
	MOVQ floor+40(FP), AX
	MOVQ AX, X5
	VPBROADCASTW X5, Y5
	SHRQ $5, R8
	JZ send
scol:
	VMOVDQU (DI), Y0
	VMOVDQU 32(DI), Y1
	XORQ CX, CX
	CMPQ CX, R9
	JGE sdone
srow:
	MOVLQSX (DX)(CX*4), BX
	VPADDSW (SI)(BX*2), Y0, Y0
	VPADDSW 32(SI)(BX*2), Y1, Y1
	INCQ CX
	CMPQ CX, R9
	JLT srow
sdone:
	VPMAXSW Y5, Y0, Y0
	VPMAXSW Y5, Y1, Y1
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ $64, DI
	ADDQ $64, SI
	DECQ R8
	JNZ scol
send:
	VZEROUPPER
	RET

#include "textflag.h"

// Integer kernels of the network. All sums are of whole numbers, so order does
// not matter and the portable twins in kernel.go give the same bits.

// func dense4AVX2(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)
// Four rows, a panel of 16 columns. ys in elements of 4 bytes, xs in elements of 2.
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
	VMOVDQU (DX), Y0
	VMOVDQU 32(DX), Y1
	VMOVDQA Y0, Y2
	VMOVDQA Y1, Y3
	VMOVDQA Y0, Y4
	VMOVDQA Y1, Y5
	VMOVDQA Y0, Y6
	VMOVDQA Y1, Y7
loop:
	VMOVDQU (BX), Y8
	VMOVDQU 32(BX), Y9
	VPBROADCASTD (SI), Y10
	VPMADDWD Y8, Y10, Y11
	VPADDD Y11, Y0, Y0
	VPMADDWD Y9, Y10, Y12
	VPADDD Y12, Y1, Y1
	VPBROADCASTD (SI)(R9*1), Y13
	VPMADDWD Y8, Y13, Y14
	VPADDD Y14, Y2, Y2
	VPMADDWD Y9, Y13, Y15
	VPADDD Y15, Y3, Y3
	VPBROADCASTD (SI)(R9*2), Y10
	VPMADDWD Y8, Y10, Y11
	VPADDD Y11, Y4, Y4
	VPMADDWD Y9, Y10, Y12
	VPADDD Y12, Y5, Y5
	VPBROADCASTD (SI)(R12*1), Y13
	VPMADDWD Y8, Y13, Y14
	VPADDD Y14, Y6, Y6
	VPMADDWD Y9, Y13, Y15
	VPADDD Y15, Y7, Y7
	ADDQ $4, SI
	ADDQ $64, BX
	DECQ CX
	JNZ loop
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

// func narrowAVX2(dst *int16, src *int32, n int, shift int)
// dst = saturate((src + half) >> shift); n a multiple of 16, shift at least 1.
TEXT ·narrowAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), R8
	MOVQ shift+24(FP), CX
	MOVQ CX, X4
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	MOVQ AX, X5
	VPBROADCASTD X5, Y5
	SHRQ $4, R8
	JZ nend
nloop:
	VPADDD (SI), Y5, Y0
	VPADDD 32(SI), Y5, Y1
	VPSRAD X4, Y0, Y0
	VPSRAD X4, Y1, Y1
	VPACKSSDW Y1, Y0, Y0
	VPERMQ $0xd8, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	DECQ R8
	JNZ nloop
nend:
	VZEROUPPER
	RET

// func rectifyAVX2(dst *int16, src *int32, old *int16, n int, shift int)
// dst = saturate(old + max(0, saturate((src + half) >> shift))).
TEXT ·rectifyAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ old+16(FP), DX
	MOVQ n+24(FP), R8
	MOVQ shift+32(FP), CX
	MOVQ CX, X4
	DECQ CX
	MOVL $1, AX
	SHLL CX, AX
	MOVQ AX, X5
	VPBROADCASTD X5, Y5
	VPXOR Y6, Y6, Y6
	SHRQ $4, R8
	JZ rend
rloop:
	VPADDD (SI), Y5, Y0
	VPADDD 32(SI), Y5, Y1
	VPSRAD X4, Y0, Y0
	VPSRAD X4, Y1, Y1
	VPACKSSDW Y1, Y0, Y0
	VPERMQ $0xd8, Y0, Y0
	VPMAXSW Y6, Y0, Y0
	VPADDSW (DX), Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	ADDQ $32, DX
	DECQ R8
	JNZ rloop
rend:
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

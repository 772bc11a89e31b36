#include "textflag.h"

// The products of kernel_amd64.s with 512-bit registers and VNNI: one
// instruction multiplies a pair of inputs with a pair of weights in each of 16
// columns and adds both to the sum, without saturation.

// func dense8VNNI(y *int32, ys int, x *int16, xs int, w *int16, bias *int32, pairs int)
// Eight rows, a panel of 16 columns. ys in elements of 4 bytes, xs in elements of 2.
TEXT ·dense8VNNI(SB), NOSPLIT, $0-56
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
	LEAQ (SI)(R9*4), R10
	VMOVDQU32 (DX), Z0
	VMOVDQA32 Z0, Z1
	VMOVDQA32 Z0, Z2
	VMOVDQA32 Z0, Z3
	VMOVDQA32 Z0, Z4
	VMOVDQA32 Z0, Z5
	VMOVDQA32 Z0, Z6
	VMOVDQA32 Z0, Z7
loop8:
	VMOVDQU32 (BX), Z8
	VPDPWSSD.BCST (SI), Z8, Z0
	VPDPWSSD.BCST (SI)(R9*1), Z8, Z1
	VPDPWSSD.BCST (SI)(R9*2), Z8, Z2
	VPDPWSSD.BCST (SI)(R12*1), Z8, Z3
	VPDPWSSD.BCST (R10), Z8, Z4
	VPDPWSSD.BCST (R10)(R9*1), Z8, Z5
	VPDPWSSD.BCST (R10)(R9*2), Z8, Z6
	VPDPWSSD.BCST (R10)(R12*1), Z8, Z7
	ADDQ $4, SI
	ADDQ $4, R10
	ADDQ $64, BX
	DECQ CX
	JNZ loop8
	LEAQ (R8)(R8*2), R12
	VMOVDQU32 Z0, (DI)
	VMOVDQU32 Z1, (DI)(R8*1)
	VMOVDQU32 Z2, (DI)(R8*2)
	VMOVDQU32 Z3, (DI)(R12*1)
	LEAQ (DI)(R8*4), DI
	VMOVDQU32 Z4, (DI)
	VMOVDQU32 Z5, (DI)(R8*1)
	VMOVDQU32 Z6, (DI)(R8*2)
	VMOVDQU32 Z7, (DI)(R12*1)
	VZEROUPPER
	RET

// func dense1VNNI(y *int32, x *int16, w *int16, ws int, bias *int32, pairs int)
// One row, four panels of 16 columns, ws bytes apart.
TEXT ·dense1VNNI(SB), NOSPLIT, $0-48
	MOVQ y+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ ws+24(FP), R9
	MOVQ bias+32(FP), DX
	MOVQ pairs+40(FP), CX
	LEAQ (R9)(R9*2), R12
	VMOVDQU32 (DX), Z0
	VMOVDQU32 64(DX), Z1
	VMOVDQU32 128(DX), Z2
	VMOVDQU32 192(DX), Z3
loop1:
	VPBROADCASTD (SI), Z8
	VPDPWSSD (BX), Z8, Z0
	VPDPWSSD (BX)(R9*1), Z8, Z1
	VPDPWSSD (BX)(R9*2), Z8, Z2
	VPDPWSSD (BX)(R12*1), Z8, Z3
	ADDQ $4, SI
	ADDQ $64, BX
	DECQ CX
	JNZ loop1
	VMOVDQU32 Z0, (DI)
	VMOVDQU32 Z1, 64(DI)
	VMOVDQU32 Z2, 128(DI)
	VMOVDQU32 Z3, 192(DI)
	VZEROUPPER
	RET

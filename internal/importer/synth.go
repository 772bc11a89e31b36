package importer

import (
	"context"
	"fmt"

	"entente/internal/record"
	"entente/internal/store/imports"
	"entente/internal/synth"
)

// Synth adds rows from up to, and not including, rows of a synthetic table. What an
// earlier call of the same seed has added is known; an interrupted one goes on.
// No lines are kept: each row can be made again.
func Synth(ctx context.Context, t *synth.Table, seed uint64, rows int64, k Keeper, opt Options) (Stats, error) {
	if opt.BatchRows <= 0 {
		opt.BatchRows = 2_000_000
	}
	defer frugal()()
	r := &run{k: k, opt: opt, ctx: ctx, batch: &imports.Batch{}, other: &imports.Batch{}}
	r.stats.Files = 1
	d := k.Dicts()
	file := imports.File{Name: fmt.Sprintf("synth, seed %d", seed), Format: record.Synth, Hash: fmt.Sprintf("synth 1 %d", seed)}
	before, _ := k.State(file)
	before.Read = min(before.Read, rows)
	before.Kept = min(before.Kept+before.Known, before.Read)
	r.again(imports.Progress{Read: before.Read, Kept: before.Kept})

	parties, actors := make([]uint32, t.Len()), make([]uint32, t.Len())
	for i := range parties {
		c := t.Country(i)
		parties[i] = d.Parties.Put(c, c)
		actors[i] = d.Actors.Put("s"+c, record.Actor{Ontology: "synth", Code: c, Country: c, Party: c})
	}
	var codes [21]uint32
	for root := 1; root <= 20; root++ {
		code := synth.Code(root)
		codes[root] = d.Codes.Put("csynth\t"+code, record.Code{Ontology: "synth", Code: code, Root: code[:2], Quad: quadOf(root), Scale: record.NoScore})
	}
	for at := before.Records; at < rows; {
		n := min(int64(opt.BatchRows), rows-at)
		p := imports.Part{File: file, Rows: int(n), Read: n, Records: at + n}
		for i := range n {
			e := t.Row(uint64(at + i))
			r.batch.Rows = append(r.batch.Rows, record.Row{Key: uint64(e.ID), Check: uint32(e.ID), Line: e.ID, Day: e.Day, Format: record.Synth,
				Source: parties[e.Source], Target: parties[e.Target], SourceActor: actors[e.Source], TargetActor: actors[e.Target],
				Code: codes[e.Root], Scale: float32(e.Tenths) / 10, Tone: record.NoScore,
				Mentions: e.Mentions, Sources: record.NotStated, Articles: record.NotStated, Dead: record.NotStated})
		}
		r.batch.Parts = append(r.batch.Parts, p)
		at += n
		if err := r.flush(); err != nil {
			return r.stats, err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if err := r.wait(); err != nil {
		return r.stats, err
	}
	return r.stats, ctx.Err()
}

// quadOf is the quad class of a CAMEO root.
func quadOf(root int) int8 {
	switch {
	case root <= 5:
		return 1
	case root <= 9:
		return 2
	case root <= 14:
		return 3
	}
	return 4
}

package nlp

import "strings"

// A formCache remembers what is computed from a form alone, for the forms met last:
// its embedding and its lemmas. Texts repeat themselves, and looking up ten features
// costs more than one comparison. It belongs to one workspace; what it gives is what
// would be computed.
type formCache struct {
	forms  []string // by slot; "" is free
	rows   []int16
	lemmas []lemmaEntry
}

type lemmaEntry struct {
	form, lemma string
	tag         uint64
}

const (
	cacheSlots = 1 << 14 // a power of two; 5 MB with embeddings of 128 numbers
	cacheForm  = 40      // longer forms, in bytes, are not kept
)

// embed writes the embedding of a form to x, which is zero.
func (c *formCache) embed(n *network, x []int16, form string) {
	if c.forms == nil {
		c.forms, c.rows = make([]string, cacheSlots), make([]int16, cacheSlots*n.dim)
	}
	if len(form) > cacheForm {
		n.embed(x, form)
		return
	}
	slot := int(key(31, form) & (cacheSlots - 1))
	row := c.rows[slot*n.dim:][:n.dim]
	if c.forms[slot] != form {
		clear(row)
		n.embed(row, form)
		c.forms[slot] = strings.Clone(form)
	}
	copy(x, row)
}

// lemma is the base form of a word with a tag.
func (c *formCache) lemma(p *Parser, form string, tag uint64) string {
	if c.lemmas == nil {
		c.lemmas = make([]lemmaEntry, cacheSlots)
	}
	if len(form) > cacheForm {
		return p.lemma.lemma(form, tag, p.net.known)
	}
	e := &c.lemmas[(key(32, form)^tag*0x9e3779b97f4a7c15>>40)&(cacheSlots-1)]
	if e.form != form || e.tag != tag {
		own := strings.Clone(form) // not a part of the text it came with
		*e = lemmaEntry{own, p.lemma.lemma(own, tag, p.net.known), tag}
	}
	return e.lemma
}

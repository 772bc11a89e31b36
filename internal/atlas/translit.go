package atlas

// translit is one way to write a language's letters in Latin ones.
type translit struct {
	system string
	pairs  map[string]string
	long   int // bytes of the longest key
}

func (b *builder) translit() {}

package gold

import (
	"os"
	"testing"
)

func TestOwn(t *testing.T) {
	set, err := Load(os.DirFS("../../gold"))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(set.Examples))
}

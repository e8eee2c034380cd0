package atlas

import (
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
)

// TestAsidesAreWeighed: what a picture makes when somebody first asks counts, and once.
func TestAsidesAreWeighed(t *testing.T) {
	p := &Picture{Scheme: &city.Scheme{}, content: &content{layers: []layer{{def: &city.LayerDef{Key: "l"}, boxes: &boxes{}}}}}
	f, err := p.build()
	if err != nil {
		t.Fatal(err)
	}
	p.index.now.Store(f)
	ask := func(form byte) int64 {
		p.bulkPieces(form, func(dst []byte, _ int, code string) []byte { return append(dst, strings.ToUpper(code)...) })
		return p.asides.Load()
	}
	first := ask(',')
	if again := ask(','); first <= 0 || again != first {
		t.Errorf("%d bytes, asked again %d", first, again)
	}
	if both := ask(';'); both <= first {
		t.Errorf("%d bytes of two forms, %d of one", both, first)
	}
	p.private.blocks.homes = make([]home, 1000)
	if n := p.private.blocks.bytes(); n < 1000*32 {
		t.Errorf("1000 homes weigh %d bytes", n)
	}
}

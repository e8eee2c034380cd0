package atlas

import "testing"

// TestTrimCountsOnce: pictures that were made of one another are weighed together, the ground
// that the current one stands on weighs nothing, and the one used last always stays.
func TestTrimCountsOnce(t *testing.T) {
	const big = keptBytes * 3 / 4
	ground := &stock{bytes: big}
	pic := func(bytes int, of *stock) *Picture {
		return &Picture{content: &content{stock: &stock{bytes: bytes, of: of}, chronicle: &chronicle{}}}
	}
	shelve := func(ps ...*Picture) *shelf {
		s := newShelf(nil)
		for i, p := range ps {
			s.kept = append(s.kept, shelved{key: shelfKey{revision: int64(i)}, pic: p})
		}
		return s
	}
	asides := func(p *Picture, bytes int64) *Picture {
		p.asides.Add(bytes)
		return p
	}
	current := pic(10, ground)
	other := &stock{bytes: big}
	for what, c := range map[string]struct {
		kept []*Picture
		want int
	}{
		"on the ground of the current one": {[]*Picture{pic(keptBytes/4, ground), pic(keptBytes/4, ground), pic(keptBytes/4, ground)}, 3},
		"on another ground":                {[]*Picture{pic(1, other), pic(1, other), pic(1, other)}, 3},
		"in a row": {func() []*Picture {
			a := pic(keptBytes/3, other) // with the ground too much
			b := pic(1, a.stock)
			return []*Picture{b, pic(1, other)}
		}(), 1},
		"with answers ready": {[]*Picture{asides(pic(1, ground), big), asides(pic(1, ground), big), asides(pic(1, ground), 1)}, 2},
		"with one chronicle": {func() []*Picture {
			c := &chronicle{stock: other}
			a, b := pic(1, nil), pic(1, nil)
			a.chronicle, b.chronicle = c, c
			return []*Picture{a, b}
		}(), 2},
		"with chronicles of their own": {func() []*Picture {
			a, b := pic(1, nil), pic(1, nil)
			a.chronicle, b.chronicle = &chronicle{stock: other}, &chronicle{stock: &stock{bytes: big}}
			return []*Picture{a, b}
		}(), 1},
		"with one content": {func() []*Picture {
			a := pic(big, nil)
			return []*Picture{a, {content: a.content, Date: 1}}
		}(), 2},
		"on grounds of their own": {[]*Picture{pic(big, nil), pic(big, nil)}, 1},
		"one that is too large":   {[]*Picture{pic(1, ground), pic(2*keptBytes, nil)}, 1},
	} {
		s := shelve(c.kept...)
		s.trim(current)
		if len(s.kept) != c.want {
			t.Errorf("%s: %d stay, want %d", what, len(s.kept), c.want)
		}
		if last := c.kept[len(c.kept)-1]; s.kept[len(s.kept)-1].pic != last {
			t.Errorf("%s: the one used last is gone", what)
		}
	}
}

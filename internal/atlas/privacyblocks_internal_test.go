package atlas

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/geo/hex"
)

// someHomes are homes with few or many households, in areas of three layers of which the last
// two cross each other, near one another or far apart.
func someHomes(t *rapid.T) []home {
	n := rapid.IntRange(0, 120).Draw(t, "homes")
	reach := rapid.SampledFrom([]int32{5_000, 500_000, 20_000_000}).Draw(t, "reach")
	areas := rapid.SampledFrom([]int32{1, 3, 40}).Draw(t, "areas")
	most := rapid.SampledFrom([]int64{2, 20, 300}).Draw(t, "most")
	out := make([]home, n)
	for i := range out {
		h := &out[i]
		h.at = geo.Point{X: 1_160_000_000 + rapid.Int32Range(0, reach).Draw(t, "x"), Y: 390_000_000 + rapid.Int32Range(0, reach).Draw(t, "y")}
		h.cell, _ = hex.At(h.at, finestBlock)
		h.households = rapid.Int64Range(1, most).Draw(t, "households")
		a := rapid.Int32Range(0, areas).Draw(t, "area")
		if a > 0 { // 0 = in no area
			h.in = []member{{0, a / 4}, {1, a}, {2, rapid.Int32Range(0, areas).Draw(t, "other")}}
		}
	}
	return out
}

func someLimits(t *rapid.T) limits {
	return rapid.SampledFrom([]limits{{5, 30}, {3, 10}, {5, 100}}).Draw(t, "limits")
}

// TestEveryBlockPasses: each home is in exactly one block and each block has enough buildings
// and households, or there are not enough in all and there is no block; and the same homes
// give the same blocks.
func TestEveryBlockPasses(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		b := blocks{limits: someLimits(t), homes: someHomes(t)}
		list := b.divide([]int{0, 1, 2})
		if again := b.divide([]int{0, 1, 2}); fmt.Sprint(again) != fmt.Sprint(list) {
			t.Fatal("the blocks are others the second time")
		}
		total, in := int64(0), map[int32]int{}
		for i := range b.homes {
			total += b.homes[i].households
		}
		for _, bl := range list {
			sum := int64(0)
			for _, h := range bl.homes {
				in[h]++
				sum += b.homes[h].households
			}
			if sum != bl.households || !b.limits.passes(len(bl.homes), sum) || !slices.IsSorted(bl.homes) {
				t.Fatalf("block %+v of %d households", bl, sum)
			}
		}
		if !b.limits.passes(len(b.homes), total) {
			if seen["none"]++; len(list) > 0 {
				t.Fatalf("%d homes of %d households make %d blocks", len(b.homes), total, len(list))
			}
			return
		}
		if seen["some"]++; len(list) > 3 {
			seen["many"]++
		}
		if len(in) != len(b.homes) {
			t.Fatalf("%d of %d homes are in blocks", len(in), len(b.homes))
		}
		for h, n := range in {
			if n != 1 {
				t.Fatalf("home %d is in %d blocks", h, n)
			}
		}
	})
	if seen["none"] == 0 || seen["many"] == 0 {
		t.Errorf("the draws show too little: %v", seen)
	}
}

// TestDrawnGroundsDifferByBlocks: an adversary draws any two grounds, mostly with just a few
// buildings between them. Either the same is told of both, or what is told differs by whole
// blocks, each with enough buildings and households; and of each alone sums of blocks are
// told, rounded.
func TestDrawnGroundsDifferByBlocks(t *testing.T) {
	differ := 0
	rapid.Check(t, func(t *rapid.T) {
		b := blocks{limits: someLimits(t), homes: someHomes(t)}
		for i := range b.homes {
			b.sites = append(b.sites, b.homes[i].site)
		}
		b.list = b.divide([]int{0, 1, 2})
		set := make([]bool, len(b.homes))
		for i := range set {
			set[i] = rapid.Bool().Draw(t, "in")
		}
		other := slices.Clone(set)
		if len(set) > 0 {
			for range rapid.IntRange(1, 4).Draw(t, "changes") {
				k := rapid.IntRange(0, len(set)-1).Draw(t, "changed")
				other[k] = !other[k]
			}
		}
		first, second := tellOf(t, &b, set), tellOf(t, &b, other)
		if first.told != second.told {
			differ++
		}
		if fmt.Sprint(first.list) == fmt.Sprint(second.list) && first.buildings > 0 && second.buildings > 0 && first.told != second.told {
			t.Fatalf("%v and %v are told of the same blocks", first, second)
		}
	})
	if differ == 0 {
		t.Error("no two grounds were told apart: that proves nothing")
	}
}

type telling struct {
	list      []int // blocks
	buildings int
	told      string
}

// tellOf asks of a set of homes, and checks that what is told is of whole blocks.
func tellOf(t *rapid.T, b *blocks, set []bool) telling {
	number := map[geo.Point]bool{} // homes of one place are in or out together
	for i := range b.homes {
		if set[i] {
			number[b.homes[i].at] = true
		}
	}
	in := func(q geo.Point) bool { return number[q] }
	out := telling{}
	sum := int64(0)
	for i, bl := range b.list {
		n := 0
		for _, h := range bl.homes {
			if in(b.homes[h].at) {
				n++
			}
		}
		if 2*n > len(bl.homes) {
			if !b.limits.passes(len(bl.homes), bl.households) {
				t.Fatalf("block %d is too small", i)
			}
			out.list, sum = append(out.list, i), sum+bl.households
		}
	}
	buildings, got := b.within(in)
	out.buildings, out.told = buildings, fmt.Sprint(got.Withheld)
	if got.Households != nil {
		out.told = fmt.Sprint(*got.Households)
	}
	switch {
	case len(out.list) == 0 && buildings == 0:
		if got.Withheld || got.Households == nil || *got.Households != 0 {
			t.Fatalf("of empty ground %v is told", out)
		}
	case len(out.list) == 0:
		if !got.Withheld || got.Households != nil {
			t.Fatalf("without a block %v is told", out)
		}
	case got.Withheld || got.Households == nil || *got.Households%10 != 0 || *got.Households-sum > 5 || sum-*got.Households > 5:
		t.Fatalf("%v is told of %d households", out, sum)
	}
	return out
}

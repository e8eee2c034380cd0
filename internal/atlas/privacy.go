package atlas

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"github.com/redsail/redsail/internal/city"
)

// This is the one place that decides what is told of households; docs/privacy.md says why it
// is so. The buildings that are lived in are put into blocks, fixed for a picture, each with
// as many buildings and households as the scheme asks for. Everything that is told, of areas,
// hexagons or drawn ground, is of whole blocks: whatever is added or subtracted, what comes out
// is of whole blocks again, and never of a building.

// private holds what a picture knows of households, made when somebody first asks.
type private struct {
	once   sync.Once
	made   bool // else a panic ended the making
	blocks blocks
}

// blocks are the homes of a picture and how they are put together.
type blocks struct {
	limits limits
	sites  []site // of all buildings
	homes  []home
	list   []block
}

// limits are the least numbers that are told.
type limits struct {
	buildings  int
	households int64
}

// passes is true of so many buildings with so many households together.
func (l limits) passes(buildings int, households int64) bool {
	return buildings >= l.buildings && households >= l.households
}

// roundTo is what sums over blocks are rounded to.
const roundTo = 10

// Told is a number of households as a stranger may know it.
type Told struct {
	Households *int64 `json:"households" doc:"of the homes in whole privacy blocks, rounded to tens; null when withheld: docs/privacy.md"`
	Withheld   bool   `json:"withheld" doc:"there are buildings, and how many households is not told"`
}

// told makes a sum over whole blocks tellable. Without a block nothing is told of ground with
// buildings on it.
func told(sum int64, any bool, buildings int) Told {
	switch {
	case any:
		sum = (sum + roundTo/2) / roundTo * roundTo
	case buildings > 0:
		return Told{Withheld: true}
	default:
		sum = 0
	}
	return Told{Households: &sum}
}

// Past is true of a picture that does not, or no more, say what the current one says. Numbers
// of two revisions or dates between which a border moved over a building differ by those of
// the building.
func (p *Picture) Past() bool {
	if p.line == nil {
		return false
	}
	now := p.line.current.Load()
	return now != nil && now.content != p.content
}

// told gives what an area may tell of the numbers that its data holds: nothing where it holds
// a part of a block, or of another date or revision, and no number below the limit.
func (p *Picture) told(v *city.Version, mixed bool) (households, population *int64) {
	if p.Past() {
		return nil, nil
	}
	few := p.blocks().limits.households
	enough := func(n *int64) *int64 {
		if n == nil || mixed || *n < few {
			return nil
		}
		return n
	}
	households, population = enough(v.Households), enough(v.Population)
	if v.Households != nil && households == nil {
		population = nil
	}
	return households, population
}

var errHalfMade = errors.New("what may be told of households was not worked out")

// blocks gives the blocks of the picture, and marks the areas that hold parts of them.
func (p *Picture) blocks() *blocks {
	p.private.once.Do(func() {
		b := &p.private.blocks
		least, few := p.Scheme.Privacy.Limits()
		b.limits = limits{buildings: least, households: int64(few)}
		b.sites, b.homes = p.inhabit()
		b.list = b.divide(p.byRank())
		for i := range p.layers {
			p.layers[i].mixed = make([]bool, len(p.layers[i].areas))
		}
		p.markMixed(b)
		p.hideRest(b.limits.households, func(v *city.Version) *int64 { return v.Households })
		p.hideRest(b.limits.households, func(v *city.Version) *int64 { return v.Population })
		p.asides.Add(b.bytes())
		p.private.made = true
	})
	if !p.private.made {
		panic(errHalfMade) //nolint:forbidigo // a defect, and then nothing may be told
	}
	return &p.private.blocks
}

// bytes is the memory of the blocks, roughly.
func (b *blocks) bytes() int64 {
	const site, home, member, number = 16, 48, 8, 4
	n := site*len(b.sites) + (home+number)*len(b.homes)
	for i := range b.homes {
		n += member * cap(b.homes[i].in)
	}
	return int64(n)
}

// markMixed marks the areas that hold some of the homes of a block and not all, or homes that
// are in no block.
func (p *Picture) markMixed(b *blocks) {
	count := map[member]int{}
	free := make([]bool, len(b.homes))
	for i := range free {
		free[i] = true
	}
	for i := range b.list {
		clear(count)
		for _, h := range b.list[i].homes {
			free[h] = false
			for _, m := range b.homes[h].in {
				count[m]++
			}
		}
		for m, n := range count {
			if n < len(b.list[i].homes) {
				p.layers[m.layer].mixed[m.area] = true
			}
		}
	}
	for h, is := range free {
		if is {
			for _, m := range b.homes[h].in {
				p.layers[m.layer].mixed[m.area] = true
			}
		}
	}
}

// byRank are the layers that answer in the order in which blocks are divided: the partitions by
// depth, then the free ones, whose areas lie across those of others.
func (p *Picture) byRank() []int {
	out := slices.Clone(p.order)
	slices.SortStableFunc(out, func(i, j int) int {
		if a, b := p.layers[i].def.Partition, p.layers[j].def.Partition; a != b {
			if a {
				return -1
			}
			return 1
		}
		return cmp.Compare(p.layers[i].depth, p.layers[j].depth)
	})
	return out
}

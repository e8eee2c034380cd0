package demo

import (
	"fmt"
	"strconv"

	"github.com/redsail/redsail/internal/city"
)

// Name is a name in the two languages of the UI.
type Name = city.Label

// namer makes names out of the recipe's stock.
type namer struct {
	stock map[string][]Name
	used  map[string]int  // how many names each scope has tried
	taken map[string]bool // scope and English name
	roads []Name          // the names of strokes, by index
}

func newNamer() (*namer, error) {
	rows, err := table("names.csv")
	if err != nil {
		return nil, err
	}
	n := &namer{stock: map[string][]Name{}, used: map[string]int{}, taken: map[string]bool{}}
	for _, row := range rows[1:] {
		n.stock[row[0]] = append(n.stock[row[0]], Name{Zh: row[1], En: row[2]})
	}
	for _, kind := range []string{"first", "second", "city", "district", "river", "rail", "ring", "home"} {
		if len(n.stock[kind]) == 0 {
			return nil, fmt.Errorf("demo: names.csv has no name of kind %q", kind)
		}
	}
	return n, nil
}

// sides tell apart names of which the pairs of syllables have run out.
var sides = []Name{{}, {Zh: "东", En: " East"}, {Zh: "西", En: " West"}, {Zh: "南", En: " South"}, {Zh: "北", En: " North"}, {Zh: "中", En: " Middle"}}

// word is a name of two syllables, new in its scope.
func (n *namer) word(scope string) Name {
	first, second := n.stock["first"], n.stock["second"]
	all := len(first) * len(second)
	i := n.used[scope]
	n.used[scope]++
	at := 0
	for _, r := range scope {
		at = (at*131 + int(r)) % all
	}
	stride := 1117 // a prime that does not divide the number of pairs, or all would not come up
	k := (at + i*stride) % all
	a, b := first[k%len(first)], second[k/len(first)]
	side := sides[i/all%len(sides)]
	name := Name{Zh: a.Zh + b.Zh + side.Zh, En: a.En + b.En + side.En}
	if a.Zh == b.Zh || n.taken[scope+name.En] { // other characters may sound the same
		return n.word(scope)
	}
	n.taken[scope+name.En] = true
	return name
}

// with is the name followed by what it names.
func with(n Name, zh, en string) Name { return Name{Zh: n.Zh + zh, En: n.En + " " + en} }

// from is the i-th name of a kind in the stock; past its end they are numbered.
func (n *namer) from(kind string, i int) Name {
	stock := n.stock[kind]
	out := stock[i%len(stock)]
	if i >= len(stock) {
		out.Zh += strconv.Itoa(i/len(stock) + 1)
		out.En += " " + strconv.Itoa(i/len(stock)+1)
	}
	return out
}

// keep stores the name of a stroke and gives its index.
func (n *namer) keep(name Name) int32 {
	n.roads = append(n.roads, name)
	return int32(len(n.roads) - 1)
}

func (b *builder) bankName(i int, north bool) int32 {
	r := b.names.from("river", i)
	if north {
		return b.names.keep(Name{Zh: r.Zh + "北岸路", En: r.En + " North Bank Road"})
	}
	return b.names.keep(Name{Zh: r.Zh + "南岸路", En: r.En + " South Bank Road"})
}

func (b *builder) railName() int32      { return b.names.keep(b.names.from("rail", 0)) }
func (b *builder) ringName(i int) int32 { return b.names.keep(b.names.from("ring", i)) }

// roadName is a new name for a main road.
func (b *builder) roadName(c class) int32 {
	switch c {
	case classArterial:
		return b.names.keep(with(b.names.word("road"), "大道", "Avenue"))
	case classHighway:
		return b.names.keep(with(b.names.word("road"), "公路", "Highway"))
	default:
		return b.names.keep(with(b.names.word("road"), "路", "Road"))
	}
}

package atlas

import (
	"math"
	"slices"

	"github.com/redsail/redsail/geo"
)

// tier is how well a hit answers: what stands first here comes first.
type tier uint8

const (
	tierCode           tier = iota // the code of today
	tierName                       // the whole name
	tierOldCode                    // a former or retired code
	tierOldName                    // a former or retired name
	tierAddress                    // the whole address
	tierPinyin                     // the whole name in pinyin
	tierInitials                   // the initials of the whole name
	tierCodePrefix                 // codes that begin so
	tierNamePrefix                 // names that begin so
	tierPinyinPrefix               // names that begin so in pinyin, or in English
	tierNameInside                 // names that hold it
	tierAddressPrefix              // addresses that begin so
	tierAddressInside              // addresses that hold it
	tierPinyinInside               // names that hold it in pinyin, or in English
	tierInitialsPrefix             // names whose initials begin so
	tierInitialsInside             // names whose initials hold it
	tierAddressSpelt               // addresses that hold it in pinyin
	tierService                    // what is offered there, or the kind of place
	tierWords                      // names that hold all words
	tierAround                     // the words are in the name, the address and the areas around it
)

// offer is a hit before it is ranked.
type offer struct {
	entry   int32
	tier    tier
	cost    int // among equal tiers, less is better
	length  int // of the text that matched
	matched string
	note    int32
}

// found is a ranked hit: a smaller key is a better one, and no two are equal.
type found struct {
	offer
	key uint64
}

// search is one question on its way.
type search struct {
	x     *searchIndex
	m     matcher
	near  *geo.Point
	limit int
	top   []found // the best, in order, each entry once
	marks []uint64
}

func (s *search) full() bool { return len(s.top) == s.limit }

// offer keeps a hit if it is among the best.
func (s *search) offer(o offer) {
	f := found{offer: o, key: s.key(&o)}
	if s.full() && f.key >= s.top[len(s.top)-1].key {
		return
	}
	if i := slices.IndexFunc(s.top, func(t found) bool { return t.entry == o.entry }); i >= 0 {
		if s.top[i].key <= f.key {
			return
		}
		s.top = slices.Delete(s.top, i, i+1)
	}
	at, _ := slices.BinarySearchFunc(s.top, f.key, func(t found, key uint64) int {
		if t.key < key {
			return -1
		}
		return 1
	})
	if s.full() {
		s.top = s.top[:len(s.top)-1]
	}
	s.top = slices.Insert(s.top, at, f)
}

// key packs the order: tier, cost, rank, distance in half octaves, length, then the order of
// the entries.
func (s *search) key(o *offer) uint64 {
	e := &s.x.entries[o.entry]
	return uint64(o.tier)<<59 | uint64(min(o.cost, 255))<<51 | uint64(e.rank)<<43 |
		uint64(s.ring(e.at))<<37 | uint64(min(o.length, 255))<<29 | uint64(o.entry)
}

// innermost is within which distance all is equally near, in metres.
const innermost = 50

// ring is how far a point is, in half octaves from innermost on. The explicit conversions
// forbid fused multiply-adds, so that all machines rank alike.
func (s *search) ring(at geo.Point) int {
	if s.near == nil {
		return 0
	}
	const metre = 111_000 / geo.Scale
	dy := float64(at.Y-s.near.Y) * metre
	dx := float64(int64(at.X)-int64(s.near.X)) * metre * math.Cos(float64(s.near.Y)/geo.Scale*math.Pi/180)
	squared := (float64(dx*dx) + float64(dy*dy)) / (innermost * innermost)
	if squared < 1 {
		return 0
	}
	return min(math.Ilogb(squared)+1, 63)
}

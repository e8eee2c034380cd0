package atlas

import (
	"context"
	"sync"

	"github.com/redsail/redsail/geo"
	"github.com/redsail/redsail/internal/city"
)

// searching is a picture's search index, made once and beside the requests when somebody
// searches first. A making that failed is tried again by the next who asks.
type searching struct {
	mu     sync.Mutex
	flight *searchFlight // nil until the making begins
}

// searchFlight is a making of the index.
type searchFlight struct {
	done  chan struct{} // closed when index and err are set
	index *searchIndex
	err   error
}

func (s *searching) begun() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.flight != nil
}

// searchIndex gives the index of a picture; ctx only limits the waiting.
func (a *Atlas) searchIndex(ctx context.Context, p *Picture) (*searchIndex, error) {
	f := p.beginSearch(ctx, a.store)
	select {
	case <-f.done:
		return f.index, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// beginSearch starts the making, unless one goes on or has succeeded.
func (p *Picture) beginSearch(ctx context.Context, s city.Reader) *searchFlight {
	o := &p.searching
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.flight != nil {
		select {
		case <-o.flight.done:
			if o.flight.err == nil {
				return o.flight
			}
		default:
			return o.flight
		}
	}
	f := &searchFlight{done: make(chan struct{})}
	o.flight = f
	// The index is for all who wait, so it must not end with the first one's context.
	work := context.WithoutCancel(ctx)
	go func() {
		defer close(f.done)
		defer recovered(&f.err)
		if f.index, f.err = newSearchIndex(work, s, p); f.err == nil {
			_, f.err = p.addresses()
		}
	}()
	return f
}

// searchIndex finds the things of one picture by text. Entries stand in the order of their
// worth, words in the order of their entries; so a lower number is a better hit.
type searchIndex struct {
	picture *Picture
	fold    *folder
	symbols *symbols
	runes   []uint16 // the texts of all words, one after the other, as numbers of symbols
	words   []searchWord
	entries []entry
	codes   codeList
	grams   grams
	notes   []string            // note 0 is empty
	known   map[string]struct{} // folded names of areas and roads: they may begin an address
	typed   spellings

	ended     []city.Record // what has ended without an heir
	streets   []street
	addresses []yard
	labels    sync.Map // number of an entry → geo.Point, those asked for
}

// entry is a thing that can be found.
type entry struct {
	kind  entryKind
	rank  uint8 // worth: 0 is the best
	layer int16 // of an area: number of its layer in the picture
	ref   int32 // number in the list that kind says
	holds int32 // entry of the area in which it lies, -1 = none
	first int32 // its first word; those of the next entry begin at its first
	at    geo.Point
}

// entryKind says in which list an entry stands.
type entryKind uint8

const (
	entryArea    entryKind = iota // picture.layers[layer].areas
	entryThing                    // picture.things: a place or a building
	entryStreet                   // streets
	entryAddress                  // addresses
	entryEnded                    // ended
)

// searchWord is one text by which an entry is found.
type searchWord struct {
	from  uint32 // its first rune
	entry int32
	note  int32
	len   uint8
	field field
}

// field says what a word is of its entry.
type field uint8

const (
	fieldName field = iota
	fieldEnglish
	fieldAddress
	fieldService // what a place offers, or its kind
	fieldFormer
	fieldRetired
	fieldAlias // another name that people have for it; judged as a name
)

func (x *searchIndex) text(word int) []uint16 {
	w := &x.words[word]
	return x.runes[w.from : w.from+uint32(w.len)]
}

// wordsOf are the first word of an entry and the one after its last.
func (x *searchIndex) wordsOf(entry int32) (from, to int) {
	from, to = int(x.entries[entry].first), len(x.words)
	if int(entry)+1 < len(x.entries) {
		to = int(x.entries[entry+1].first)
	}
	return from, to
}

func newSearchIndex(ctx context.Context, s city.Reader, p *Picture) (*searchIndex, error) {
	fold, err := newFolder()
	if err != nil {
		return nil, err
	}
	x := &searchIndex{picture: p, fold: fold, symbols: newSymbols(), notes: []string{""}, known: map[string]struct{}{}}
	g := newGathering(x)
	if err := g.gather(ctx, s); err != nil {
		return nil, err
	}
	g.write()
	x.grams = newGrams(x)
	x.typed = newSpellings(x)
	return x, nil
}

package access

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// OpenAll is the key that opens every layer and kind of places, those to come included.
const OpenAll = "all"

// mostOpened bounds the keys that are open.
const mostOpened = 1000

var openKey = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// Openable are the keys of a scheme that can be opened: its layers, buildings, lines, its kinds of places.
// Persons, posts and organisations are never among them.
func Openable(s *city.Scheme) []string {
	var out []string
	for i := range s.Layers {
		out = append(out, s.Layers[i].Key)
	}
	out = append(append(out, city.LayerBuilding), city.LineLayers()...)
	for i := range s.Places {
		out = append(out, s.Places[i].Key)
	}
	return out
}

// Opens tells whether all that a scheme has is open.
func (o Opening) Opens(s *city.Scheme) bool {
	return !slices.ContainsFunc(Openable(s), func(key string) bool { return !o.Has(key) })
}

// Opening is what is open to who has no account: layers and kinds of places. The zero Opening is
// nothing.
type Opening struct {
	keys map[string]bool
	id   string // of the keys
}

// ID is the same for the same keys, and for no others.
func (o Opening) ID() string { return o.id }

// Has tells whether a layer or kind is open.
func (o Opening) Has(key string) bool { return o.keys[OpenAll] || o.keys[key] }

// All is true when everything is.
func (o Opening) All() bool { return o.keys[OpenAll] }

// Any is true when something is.
func (o Opening) Any() bool { return len(o.keys) > 0 }

// Keys lists what is open, in order.
func (o Opening) Keys() []string { return slices.Sorted(maps.Keys(o.keys)) }

// openingCache holds what was read within the last second.
type openingCache struct {
	mu   sync.Mutex
	is   Opening
	read time.Time
	turn int64
	// known is true once it was read: while the store is away, what it said last holds.
	known bool
}

// Opened tells what is open: in this process as it is now, elsewhere as it was a second ago.
func (s *Service) Opened(ctx context.Context) (Opening, error) {
	c, now := &s.opening, s.now()
	c.mu.Lock()
	is, age, turn, known := c.is, now.Sub(c.read), c.turn, c.known
	c.mu.Unlock()
	if age >= 0 && age < fresh {
		return is, nil
	}
	keys, err := s.store.Opened(ctx)
	if err != nil {
		if known { // as the last revision is served on, so is what was open
			return is, nil
		}
		return Opening{}, err
	}
	is = openingOf(keys)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.turn == turn {
		c.is, c.read, c.known = is, now, true
	}
	return is, nil
}

// OpenedNow tells what is open in the store at this moment, whichever process opened it.
func (s *Service) OpenedNow(ctx context.Context) (Opening, error) {
	keys, err := s.store.Opened(ctx)
	return openingOf(keys), err
}

func openingOf(keys []string) Opening {
	o := Opening{keys: make(map[string]bool, len(keys))}
	for _, k := range keys {
		o.keys[k] = true
	}
	o.id = strings.Join(o.Keys(), ",")
	return o
}

// ChangeOpened opens and closes keys; all opens, or closes, everything. Where everything is open by one
// word and some is closed, the rest of what is known stays open by name. What is asked is in the audit
// before it is done; two who do so at once both get what they asked. That the keys are those of the
// scheme is for the caller, who knows it.
func (s *Service) ChangeOpened(ctx context.Context, by *Caller, known, more, less []string) error {
	if err := may(by, "publish"); err != nil {
		return err
	}
	of := []string{}
	for verb, keys := range map[string][]string{"opened/": more, "closed/": less} {
		for _, k := range keys {
			if !openKey.MatchString(k) {
				return city.Errorf(city.Invalid, "bad_opened", "%q is no key of a layer or a kind of places", cutText(k, 100))
			}
			of = append(of, verb+k)
		}
	}
	slices.Sort(of)
	if err := s.Record(ctx, by, Entry{Action: "publish", Of: of, Outcome: "done"}); err != nil {
		return err
	}
	err := s.store.EditOpened(ctx, func(keys []string) ([]string, error) { return openedAfter(keys, known, more, less) })
	s.opening.mu.Lock()
	s.opening.turn++
	s.opening.read = time.Time{}
	s.opening.mu.Unlock()
	if err != nil {
		return errors.Join(err, s.Record(ctx, by, Entry{Action: "publish", Of: of, Outcome: cmp.Or(city.CodeOf(err), "internal")}))
	}
	return nil
}

// openedAfter is what is open after a change.
func openedAfter(keys, known, more, less []string) ([]string, error) {
	if slices.Contains(keys, OpenAll) && len(less) > 0 {
		keys = slices.Clone(known)
	}
	if slices.Contains(less, OpenAll) {
		keys = nil
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return slices.Contains(less, k) })
	keys = openingOf(append(keys, more...)).Keys()
	if len(keys) > mostOpened {
		return nil, city.Errorf(city.TooLarge, "too_many_opened", "at most %d layers and kinds are open", mostOpened)
	}
	return keys, nil
}

// OpenMore opens keys besides those that are.
func (s *Service) OpenMore(ctx context.Context, by *Caller, keys ...string) error {
	return s.ChangeOpened(ctx, by, nil, keys, nil)
}

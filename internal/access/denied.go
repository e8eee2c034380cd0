package access

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/redsail/redsail/internal/city"
)

// Bounds of what is written of refusals, so that a flood of them fills neither audit nor memory.
const (
	denialEvery = time.Minute
	mostDenials = 10_000
)

// refusedRights are the codes of errors that refuse an act for want of the right to it.
var refusedRights = []string{"forbidden", "own_rights", "officer_reset", "roles_apart"}

// RefusesRight tells whether an error refuses an act for want of the right to it.
func RefusesRight(err error) bool { return slices.Contains(refusedRights, city.CodeOf(err)) }

// denial is what counts as the same refusal.
type denial struct {
	account string
	action  Action
	code    string
}

// denials are the refusals of which a row was written, and when.
type denials struct {
	mu   sync.Mutex
	told map[denial]time.Time
}

// due tells whether a refusal is to be written: the first of its kind within a minute.
func (d *denials) due(one denial, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if last, ok := d.told[one]; ok && now.Sub(last) < denialEvery {
		return false
	}
	if len(d.told) >= mostDenials {
		for k, last := range d.told {
			if now.Sub(last) >= denialEvery {
				delete(d.told, k)
			}
		}
	}
	if len(d.told) >= mostDenials {
		return false
	}
	if d.told == nil {
		d.told = map[denial]time.Time{}
	}
	d.told[one] = now
	return true
}

// Denied writes into the audit that an account was refused an act: outcome denied, the code of the refusal
// as the reason. Of one account, action and code a row is written once a minute; of who has no account none.
// Of are keys of what the act was about; an account that there is none of is left out, since what was typed
// in its place may be a name or a number, and the audit keeps it for ever.
func (s *Service) Denied(ctx context.Context, c *Caller, a Action, why error, of ...string) error {
	if c.Anonymous() || !s.denials.due(denial{c.Account, a, city.CodeOf(why)}, s.now()) {
		return nil
	}
	of = slices.DeleteFunc(slices.Clone(of), func(key string) bool {
		name, account := strings.CutPrefix(key, "account/")
		if !account {
			return false
		}
		_, err := s.store.Account(ctx, name)
		return err != nil
	})
	return s.Record(ctx, c, Entry{Action: a, Of: of, Outcome: "denied", Reason: city.CodeOf(why)})
}

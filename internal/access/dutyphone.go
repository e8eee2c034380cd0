package access

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// DutyPhones gives the numbers of duty of persons, in their order, without a name: what a grid worker may
// ring next door, and carry on a phone. The caller must see persons, be a worker or a keeper, and be for
// some area; that the persons work beside it is for who asks to know. Each is in the audit before it is
// given. Whoever may see no number gets none.
func (p *People) DutyPhones(ctx context.Context, c *Caller, list []Held) ([][]string, error) {
	out := make([][]string, len(list))
	if len(list) == 0 || !c.May("persons.read") || !c.Has(Worker) && !c.Has(Keeper) {
		return out, nil
	}
	opened, err := p.open(ctx, list)
	if err != nil {
		return nil, err
	}
	var told []string
	for i := range opened {
		d := opened[i].details
		if d == nil {
			continue
		}
		for _, ph := range d.Phones {
			if ph.Use == city.PhoneDuty {
				out[i] = append(out[i], ph.Number)
			}
		}
		if len(out[i]) > 0 {
			told = append(told, "person/"+list[i].Person.Code)
		}
	}
	if len(told) == 0 {
		return out, nil
	}
	slices.Sort(told)
	return out, p.audit(ctx, c, Entry{Action: "persons.read", Of: slices.Compact(told), Outcome: "done"})
}

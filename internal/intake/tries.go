package intake

import (
	"time"

	"github.com/redsail/redsail/internal/city"
)

// attempts is how often an import is made again because another one was faster.
const attempts = 10

// Progress is told what is being done; nil = nobody is.
type Progress func(step string)

func (p Progress) tell(step string) {
	if p != nil {
		p(step)
	}
}

// untilFirst makes an import again, from the start, as long as another change comes first.
func untilFirst(p Progress, once func() error) error {
	for n := 1; ; n++ {
		err := once()
		if city.KindOf(err) != city.Stale || n == attempts {
			return err
		}
		p.tell("another change came first: once more")
	}
}

// todayIn is the date in a city; now is nil or a clock.
func todayIn(scheme *city.Scheme, now func() time.Time) city.Date {
	if now == nil {
		now = time.Now
	}
	return city.DateOf(now().In(scheme.Location()))
}

// effective is the date from which a file holds: the one that is asked for, else for the first import
// an open start, else today.
func effective(asked *city.Date, first bool, today city.Date) city.Date {
	switch {
	case asked != nil:
		return *asked
	case first:
		return city.OpenStart
	default:
		return today
	}
}

package city

import "fmt"

// Turn makes hours those of one of several posts that are on duty in turn: A, B and C by week are
// three posts with the same hours of the week, whose turns begin on the same date, are 7 days long,
// and are number 0, 1 and 2 of 3. Outside its turn a post is off duty, which is known. What a date
// says by itself (Hours.Dates) comes before the turn, as where two have exchanged a day.
type Turn struct {
	// From is the first date of a turn of number 0; the round goes on from there for ever, and went on
	// like this before.
	From Date `cbor:"from"`
	// Days is how long a turn is, Of how many turns make a round, Nth which of them is meant, from 0.
	Days int `cbor:"days"`
	Of   int `cbor:"of"`
	Nth  int `cbor:"nth"`
}

// maxRound is the longest round of a rota in days. When a turn comes that is more than MaxDutySearch
// days away is not told.
const maxRound = 366

// on tells whether a date lies in the turn.
func (t *Turn) on(d Date) bool {
	round := int64(t.Days) * int64(t.Of)
	day := ((int64(d)-int64(t.From))%round + round) % round
	return day/int64(t.Days) == int64(t.Nth)
}

func (t *Turn) check() error {
	switch {
	case t == nil:
		return nil
	case t.From < FirstDate || t.From >= LastDate:
		return fmt.Errorf("the turn begins on no date of the years 1 to 9999")
	case t.Days < 1 || t.Of < 2 || t.Days > maxRound || t.Of > maxRound || t.Days*t.Of > maxRound:
		return fmt.Errorf("a turn of %d days, one of %d, is no rota: it has 2 turns or more, and a round of at most %d days", t.Days, t.Of, maxRound)
	case t.Nth < 0 || t.Nth >= t.Of:
		return fmt.Errorf("turn %d is none of the %d, which count from 0", t.Nth, t.Of)
	}
	return nil
}

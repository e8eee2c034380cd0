package city

import "context"

// Ledger is what a store shows of its current versions (RevTo = 0) inside the
// transaction that applies a change. Resolve reads it and decides; the store writes down
// what Resolve gives. So both stores keep the same rules with the same code.
type Ledger interface {
	// CodeIDs gives the permanent ids of those keys that were ever given.
	CodeIDs(ctx context.Context, keys []Key) (map[Key]int64, error)
	// CurrentByID gives all current versions of the records of a kind with these ids.
	CurrentByID(ctx context.Context, kind RecordKind, ids []int64) ([]Record, error)
	// CurrentChildren gives all current versions of areas, in the given layers, whose parent
	// is one of the codes.
	CurrentChildren(ctx context.Context, layers, parents []string) ([]Record, error)
	// CurrentBuildings gives all current versions of buildings that name one of the codes as
	// their area of the layer, LayerGrid or LayerCompound.
	CurrentBuildings(ctx context.Context, layer string, codes []string) ([]Record, error)
}

// Base is the state on which a change is resolved.
type Base struct {
	State
	Scheme *Scheme
	// NextID is the next permanent id of the store's counter.
	NextID int64
}

// Applied is what a store must write for a change, in one transaction.
type Applied struct {
	Revision Revision
	// Ended are current versions that get RevTo = Revision.Number; (ID, RevFrom,
	// Valid.From) names the row.
	Ended []Record
	// Inserted are new versions, RevFrom = Revision.Number.
	Inserted []Record
	// Bodies are the canonical contents of Inserted, in its order.
	Bodies [][]byte
	Log    []LogEntry
	// Codes are keys given for the first time, with the id that holds them for ever.
	Codes  map[Key]int64
	NextID int64
}

// InsertedOf gives the new versions of one kind with their canonical contents.
func (a *Applied) InsertedOf(kind RecordKind) (rs []Record, bodies [][]byte) {
	if rs = OfKind(a.Inserted, kind); len(rs) == len(a.Inserted) {
		return rs, a.Bodies
	}
	for i := range a.Inserted {
		if a.Inserted[i].Key().Kind == kind {
			bodies = append(bodies, a.Bodies[i])
		}
	}
	return rs, bodies
}

// Empty is true when the change changes nothing.
func (a *Applied) Empty() bool { return len(a.Ended) == 0 && len(a.Inserted) == 0 }

-- One row per combination of sector, region, capacity and tier (the rows of kinds, held in memory) that the segment filter chooses.
select kind
from kinds_held
where is_of_segment($sectors, $regions, $capacities, $tiers, sector, region, capacity, tier)

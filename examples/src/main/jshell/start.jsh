import io.gramian.core.*;
import io.gramian.core.backend.*;
import io.gramian.core.kernel.*;
import io.gramian.kde.*;
import java.nio.file.Path;
import java.util.random.*;
import static io.gramian.examples.Shell.*;

/* Plays scripts of answers to forms in JavaRosa and tells every leaf after every step.

   Standard input: one JSON object a line, {"xml": form, "ops": [[what, ref, value], ...]}; what is
   set, add, remove or fresh (compute everything again from the answers). Refs carry positions.
   Standard output: one line for each form, {"steps": [{ref: [value, relevant], ...}, ...]}, the
   first step being the form as it opens; or {"refused": why}. */

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;
import org.opendatakit.validate.StubPropertyManager;

public class Replay {
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, false, "UTF-8");
    System.setOut(System.err); // JavaRosa talks on standard output
    PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
    PrototypeManager.registerPrototypes(CoreModelModule.classNames);
    new XFormsModule().registerModule();
    PropertyManager.setPropertyManager(new StubPropertyManager());
    ObjectMapper json = new ObjectMapper();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(json.writeValueAsString(played(json.readValue(line, Map.class))));
    }
    out.flush();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> played(Map<String, Object> request) {
    Map<String, Object> answer = new LinkedHashMap<>();
    List<Object> steps = new ArrayList<>();
    try {
      byte[] xml = ((String) request.get("xml")).getBytes(StandardCharsets.UTF_8);
      FormDef form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml));
      form.initialize(true, new InstanceInitializationFactory());
      steps.add(leaves(form));
      for (List<String> op : (List<List<String>>) request.get("ops")) {
        act(form, op);
        steps.add(leaves(form));
      }
    } catch (Exception | StackOverflowError refusal) {
      answer.put("refused", String.valueOf(refusal));
    }
    answer.put("steps", steps);
    return answer;
  }

  private static void act(FormDef form, List<String> op) throws Exception {
    if (op.get(0).equals("fresh")) {
      form.initialize(false, new InstanceInitializationFactory());
      return;
    }
    TreeReference ref = reference(op.get(1));
    switch (op.get(0)) {
      case "set":
        TreeElement element = form.getMainInstance().resolveReference(ref);
        QuestionDef question = FormDef.findQuestionByRef(ref, form);
        IAnswerData value =
            XFormAnswerDataParser.getAnswerData(op.get(2), element.getDataType(), question);
        form.setValue(op.get(2).isEmpty() ? null : value, ref, element, true);
        break;
      case "add":
        form.createNewRepeat(index(form, ref));
        break;
      case "remove":
        form.deleteRepeat(index(form, ref));
        break;
      default:
        throw new IllegalArgumentException(op.get(0));
    }
  }

  private static TreeReference reference(String text) {
    TreeReference ref = TreeReference.rootRef();
    for (String part : text.substring(1).split("/")) {
      int bracket = part.indexOf('[');
      if (bracket < 0) {
        ref.add(part, 0);
      } else {
        int position = Integer.parseInt(part.substring(bracket + 1, part.length() - 1));
        ref.add(part.substring(0, bracket), position - 1);
      }
    }
    return ref;
  }

  /* The place in the form where the row at ref stands, or can be added. */
  private static FormIndex index(FormDef form, TreeReference ref) {
    FormEntryModel model = new FormEntryModel(form);
    FormIndex index = FormIndex.createBeginningOfFormIndex();
    for (; ; ) {
      index = model.incrementIndex(index);
      if (index.isEndOfFormIndex()) {
        throw new IllegalArgumentException("no row at " + ref);
      }
      IFormElement child = form.getChild(index);
      if (child instanceof GroupDef && ((GroupDef) child).getRepeat()
          && form.getChildInstanceRef(index).equals(ref)) {
        return index;
      }
    }
  }

  private static Map<String, Object> leaves(FormDef form) {
    Map<String, Object> found = new LinkedHashMap<>();
    TreeElement root = form.getMainInstance().getRoot();
    walk(root, "/" + root.getName(), root.isRelevant(), found);
    return found;
  }

  private static void walk(TreeElement at, String ref, boolean relevant, Map<String, Object> found) {
    if (at.getNumChildren() == 0) {
      IAnswerData value = at.getValue();
      found.put(ref, List.of(value == null ? "" : value.uncast().getString(), relevant));
    }
    for (int i = 0; i < at.getNumChildren(); i++) {
      TreeElement child = at.getChildAt(i);
      if (child.getMult() == TreeReference.INDEX_TEMPLATE) {
        continue;
      }
      String below = ref + "/" + child.getName();
      if (child.isRepeatable()) {
        below += "[" + (child.getMult() + 1) + "]";
      }
      walk(child, below, relevant && child.isRelevant(), found);
    }
  }
}
